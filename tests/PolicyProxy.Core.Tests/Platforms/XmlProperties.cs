using System.Text;
using System.Xml;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using PolicyProxy.Platforms.Profiles;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms;

/// <summary>However XML is written: what is read of it is what every other reader reads, or it is a problem, and never an exception.</summary>
public class XmlProperties
{
    private static readonly Gen<string> Piece = Gen.Elements(
        "1", "1", "1", "2", "<![CDATA[1]]>", "<![CDATA[2]]>", "<![CDATA[]]>", " ", "\n", "&#49;", "&amp;", "&own;", "<!-- 2 -->", "<?p 2?>", "<b>2</b>", "\u00a0");

    private static readonly Gen<string> Text = Gen.Frequency(
        (4, Gen.Elements("1", "<![CDATA[1]]>", "2", "")),
        (1, from pieces in Gen.ArrayOf(Piece, 2) select string.Concat(pieces)));

    private static readonly Gen<string> Named =
        from name in Gen.Frequency((9, Gen.Constant("from")), (1, Gen.Elements("From", "FROM", "n:from", "to", "from2")))
        from attribute in Gen.Frequency((16, Gen.Constant("")), (1, Gen.Elements(" a='2'", " xmlns='urn:x'", " xmlns=''", " xml:space='preserve'", " n:a='2'")))
        from text in Text
        select $"<{name}{attribute}>{text}</{name}>";

    private static readonly Gen<string> Part = Gen.Frequency(
        (4, Named),
        (3, Gen.Elements("", "\n", " ", "<other>2</other>", "<to/>", "<from/>")),
        (1, Gen.Elements("2", "<!-- <from>2</from> -->", "<![CDATA[<from>2</from>]]>", "<?p <from>2</from>?>", "<other><from>2</from></other>", "<other a='<'/>", "</from>", "&own;")));

    private static readonly Gen<string> Document =
        from count in Gen.Choose(1, 3)
        from parts in Gen.ArrayOf(Part, count)
        from head in Gen.Frequency((6, Gen.Constant("")), (2, Gen.Elements(
            "\ufeff", "\n", "<?xml version='1.0'?>", "<?xml version='1.0' encoding='UTF-8'?>", "<?xml version='1.0' encoding='latin1'?>", "<?xml version='1.1'?>",
            "<!-- a -->", "<!DOCTYPE x [<!ENTITY own '2'>]>", "<!DOCTYPE x [<!ATTLIST from a CDATA '2'>]>", "<!DOCTYPE x SYSTEM 'file:///none'>", "{}")))
        from attribute in Gen.Frequency((8, Gen.Constant(" xmlns:n='urn:n'")), (2, Gen.Elements("", " xmlns='urn:x' xmlns:n='urn:n'", " from='2' xmlns:n='urn:n'")))
        from isPlain in Gen.Elements(true, true, true, false)
        from tail in Gen.Frequency((8, Gen.Constant("")), (1, Gen.Elements("\n", "<x/>", "2", "\0", "<!-- a -->")))
        select $"{head}<x{(isPlain ? "" : attribute)}>{string.Concat(parts)}</x>{tail}";

    [Property(MaxTest = 20000)]
    public Property Everybody_reads_what_is_read() => Prop.ForAll(
        Document.ToArbitrary(),
        document => Read(document) is not { } read || Readings(document).All(other => other == read));

    [Property(MaxTest = 5000)]
    public Property What_is_cut_or_changed_anywhere_is_the_same_or_a_problem() => Prop.ForAll(
        (from document in Document from at in Gen.Choose(0, 200) from put in Gen.Elements("", "<", ">", "&", "\0", "\ufffe", "<from>2</from>", "]]>", "\u00ff") select (document, at, put)).ToArbitrary(),
        changed =>
        {
            var at = Math.Min(changed.at, changed.document.Length);
            var document = changed.document[..at] + changed.put + (changed.put.Length == 0 ? "" : changed.document[at..]);
            return Read(document) is not { } read || Readings(document).All(other => other == read);
        });

    [Property(MaxTest = 5000)]
    public void Any_bytes_are_read_without_an_exception(byte[] bytes) => Values([.. "<x><from>1</from>"u8, .. bytes]).ShouldNotBeNull();

    // The other properties would hold if nothing was ever read.
    [Fact]
    public void Much_of_it_is_read() => Document.Sample(2000).Count(document => Read(document) is not null).ShouldBeGreaterThan(200);

    // What is read where nothing is a problem.
    private static string? Read(string document)
    {
        var values = Values(Encoding.UTF8.GetBytes(document));
        var text = values.Text(0);
        return values.Problem is null ? text : null;
    }

    private static ProfileValues Values(byte[] bytes)
    {
        var paths = new ValuePaths([]);
        var values = new ProfileValues(1);
        paths.Add("from").ShouldBe(0);
        XmlValues.Read(bytes, paths.Root, values);
        return values;
    }

    // Of the elements of this name the first and the last, whatever their namespace and case; their whole text, its first piece, its first piece
    // of text, or what stands in an attribute; as it is or trimmed; also by readers that take entities and defaults from a DTD.
    private static IEnumerable<string> Readings(string document)
    {
        using var reader = XmlReader.Create(new StringReader(document.TrimStart('\ufeff')), new() { DtdProcessing = DtdProcessing.Parse, XmlResolver = null });
        var all = XDocument.Load(reader, LoadOptions.PreserveWhitespace).Root!.Elements().Where(element => element.Name.LocalName.Equals("from", StringComparison.OrdinalIgnoreCase)).ToList();
        foreach (var element in (XElement[])[all[0], all[^1]])
        {
            yield return element.Value;
            yield return element.Value.Trim();
            yield return (element.Nodes().FirstOrDefault() as XText)?.Value ?? "";
            yield return element.Nodes().OfType<XText>().FirstOrDefault()?.Value ?? "";
            foreach (var attribute in element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration)) yield return attribute.Value;
        }
    }
}
