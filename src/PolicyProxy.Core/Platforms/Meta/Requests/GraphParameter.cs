using System.Text;

namespace PolicyProxy.Platforms.Meta.Requests;

/// <summary>The parameters of a Graph API request that the policy reads.</summary>
internal enum GraphParameter
{
    Batch,
    EncryptedContents,
    IncludeHeaders,
    Message,
    MessagingProduct,
    MessagingType,
    Method,
    Recipient,
    RecipientType,
    SenderAction,
    Status,
    Tag,
    Template,
    To,
    Type,
    TypingIndicator,

    // What a WhatsApp message can hold besides a template.
    Audio,
    Contacts,
    Document,
    Hsm,
    Image,
    Interactive,
    Location,
    Reaction,
    Sticker,
    Text,
    Video,
}

/// <summary>Finds parameters by the names they have on the wire.</summary>
internal static class GraphParameterNames
{
    private static readonly string[] Names = [.. Enum.GetNames<GraphParameter>().Select(Wire)];

    /// <summary>How many there are.</summary>
    public static int Count => Names.Length;

    /// <summary>The name as written in a request.</summary>
    public static string Wire(this GraphParameter parameter) => Names[(int)parameter];

    /// <summary>Finds a parameter by a name of any letter case.</summary>
    /// <param name="name">The name, in UTF-8, unescaped.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="isExact">Whether the letter case is right.</param>
    public static bool TryFind(ReadOnlySpan<byte> name, out GraphParameter parameter, out bool isExact)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (name.Length != Names[i].Length || !Ascii.EqualsIgnoreCase(name, Names[i])) continue;
            parameter = (GraphParameter)i;
            isExact = Ascii.Equals(name, Names[i]);
            return true;
        }

        parameter = default;
        isExact = false;
        return false;
    }

    /// <inheritdoc cref="TryFind(ReadOnlySpan{byte}, out GraphParameter, out bool)"/>
    public static bool TryFind(ReadOnlySpan<char> name, out GraphParameter parameter, out bool isExact)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (name.Length != Names[i].Length || !Ascii.EqualsIgnoreCase(name, Names[i])) continue;
            parameter = (GraphParameter)i;
            isExact = name.SequenceEqual(Names[i]);
            return true;
        }

        parameter = default;
        isExact = false;
        return false;
    }

    // MessagingProduct -> messaging_product
    private static string Wire(string member) =>
        string.Concat(member.Select((c, i) => char.IsUpper(c) && i > 0 ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}
