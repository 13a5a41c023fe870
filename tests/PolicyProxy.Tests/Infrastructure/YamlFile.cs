using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A file of YAML, read as JSON.</summary>
internal static class YamlFile
{
    /// <summary>The documents of a file of the repository.</summary>
    public static IReadOnlyList<JsonObject> Read(params string[] names) => Parse(RepositoryFile.Read(names));

    /// <summary>The documents of a text.</summary>
    public static IReadOnlyList<JsonObject> Parse(string yaml)
    {
        var reader = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().WithDuplicateKeyChecking().Build();
        var writer = new SerializerBuilder().JsonCompatible().Build();
        var parser = new Parser(new StringReader(yaml));
        parser.Consume<StreamStart>();
        var documents = new List<JsonObject>();
        while (parser.Accept<DocumentStart>(out _))
            documents.Add(JsonNode.Parse(writer.Serialize(reader.Deserialize(parser)!))!.AsObject());
        return documents;
    }
}
