using System.Text;
using System.Text.Unicode;
using System.Xml;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>
/// Reads the values that a profile asks for out of XML: of the elements in the root element, by their names. What some reader could read in
/// another way is a problem: attributes, namespaces, repeated elements, and texts in several pieces or with blanks around them.
/// </summary>
internal static class XmlValues
{
    private const int DeepestLevel = 64;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = 4 * 1024 * 1024,
    };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads one XML document in UTF-8, with or without a byte order mark.</summary>
    /// <param name="xml">The document.</param>
    /// <param name="root">What is asked for in the root element, whatever its name.</param>
    /// <param name="values">Takes the values and problems.</param>
    public static void Read(ReadOnlySpan<byte> xml, ValueNode root, ProfileValues values)
    {
        if (xml.StartsWith(ByteOrderMark)) xml = xml[ByteOrderMark.Length..];
        if (!Utf8.IsValid(xml))
        {
            values.Fail("the body is not UTF-8");
            return;
        }

        try
        {
            using var text = new StringReader(Encoding.UTF8.GetString(xml));
            using var reader = XmlReader.Create(text, Settings);
            while (Next(reader))
            {
                if (reader.NodeType == XmlNodeType.Element) ReadElement(reader, root, values, isRoot: true);
                else if (reader.NodeType == XmlNodeType.XmlDeclaration) CheckEncoding(reader.GetAttribute("encoding"), values);
            }
        }
        catch (XmlException)
        {
            values.Fail("the body is not well-formed XML of at most 64 levels, without a DTD");
        }
    }

    private static void CheckEncoding(string? encoding, ProfileValues values)
    {
        if (encoding is not null && !encoding.Equals("utf-8", StringComparison.OrdinalIgnoreCase)) values.Fail("the body's XML declaration says another encoding than UTF-8");
    }

    private static void ReadElement(XmlReader reader, ValueNode node, ProfileValues values, bool isRoot)
    {
        if (reader.HasAttributes || reader.NamespaceURI.Length > 0)
            values.Fail($"{(isRoot ? "the root element" : node.Name)} has attributes or a namespace, which not everybody reads alike");
        if (isRoot || node.HasChildren) ReadElements(reader, node, values);
        else ReadText(reader, node, values);
    }

    private static void ReadElements(XmlReader reader, ValueNode node, ProfileValues values)
    {
        if (node.Slot >= 0) values.Set(node.Slot, reader.IsEmptyElement ? "" : null);
        if (reader.IsEmptyElement) return;
        var seen = 0UL;
        for (var depth = reader.Depth; Next(reader) && reader.Depth > depth;)
        {
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA) values.Fail("there is text between elements");
            if (reader.NodeType != XmlNodeType.Element) continue;
            var index = node.Find(reader.LocalName, out var isExact);
            if (index < 0)
            {
                Skip(reader);
                continue;
            }

            if (!isExact) values.Fail($"{node[index].Name} is not written by its plain name");
            if ((seen & (1UL << index)) != 0) values.Fail($"{node[index].Name} is given more than once");
            seen |= 1UL << index;
            ReadElement(reader, node[index], values, isRoot: false);
        }
    }

    // Some readers take the first piece of a text only, some leave out comments, some trim.
    private static void ReadText(XmlReader reader, ValueNode node, ProfileValues values)
    {
        var (text, pieces, hasElements, isText) = ("", 0, false, true);
        if (!reader.IsEmptyElement)
        {
            for (var depth = reader.Depth; Next(reader) && reader.Depth > depth;)
            {
                if (reader.NodeType == XmlNodeType.Element)
                {
                    hasElements = true;
                    Skip(reader);
                    continue;
                }

                pieces++;
                isText &= reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA;
                text = reader.Value;
            }
        }

        if (hasElements) values.Set(node.Slot, null);
        else if (pieces > 1 || !isText || text.Length != text.AsSpan().Trim().Length) values.Fail($"{node.Name} is not one plain text");
        else values.Set(node.Slot, text);
    }

    private static void Skip(XmlReader reader)
    {
        if (reader.IsEmptyElement) return;
        for (var depth = reader.Depth; Next(reader) && reader.Depth > depth;)
        {
            // What is not asked for can be anything that is well-formed.
        }
    }

    private static bool Next(XmlReader reader)
    {
        if (!reader.Read()) return false;
        return reader.Depth < DeepestLevel || reader.NodeType != XmlNodeType.Element ? true : throw new XmlException("The document is deeper than is read.");
    }
}
