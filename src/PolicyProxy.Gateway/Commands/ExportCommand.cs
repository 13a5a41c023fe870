using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using PolicyProxy.Gateway.Configuration;
using PolicyProxy.Policy;
using PolicyProxy.Stores;
using PolicyProxy.Windows;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Gateway.Commands;

/// <summary><c>policyproxy export</c>: writes last contacts to standard output, as rows that can be imported.</summary>
internal static class ExportCommand
{
    private const int ChunkSize = 64 * 1024;

    // Of very many the others are counted.
    private const int MostNamed = 100;

    // An id may have a plus sign in it.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes every conversation that is not erased. Whose value cannot be read is left out, named and counted.</summary>
    public static async Task<int> ExecuteAsync(PolicyFile file, CancellationToken stop)
    {
        var options = new OptionsReader([]).Read<MessagingOptions>(file.Configuration.GetSection(MessagingModel.SectionName));
        try
        {
            await using var store = StoreFactory.OpenBesideGateway(options.Store, TimeProvider.System);
            await using var output = Console.OpenStandardOutput();
            var unreadable = await WriteAsync(store.ListAsync(cancellationToken: stop), output);
            if (unreadable == 0) return GatewayCommands.Success;
            await Console.Error.WriteLineAsync($"{unreadable} contact(s) left out: the store holds something under their keys that no gateway wrote. DELETE /windows/{{channel}}/{{contact}} on a gateway's administrator's listener repairs that, or deleting the key in the store.");
            return GatewayCommands.Failure;
        }
        catch (WindowStoreException error)
        {
            await Console.Error.WriteLineAsync($"The store cannot be read to its end: {error.Message.TrimEnd('.')}. What was written is not all.");
            return GatewayCommands.StoreAway;
        }
        catch (IOException error)
        {
            await Console.Error.WriteLineAsync($"Standard output cannot be written to: {error.Message.TrimEnd('.')}. What was written is not all.");
            return GatewayCommands.Failure;
        }
    }

    private static async Task<long> WriteAsync(IAsyncEnumerable<StoredContact> contacts, Stream output)
    {
        var unreadable = 0L;
        var chunk = new ArrayBufferWriter<byte>(2 * ChunkSize);
        using var json = new Utf8JsonWriter(chunk, Readable);
        await foreach (var (conversation, contact) in contacts)
        {
            if (contact is null && ++unreadable <= MostNamed) await Console.Error.WriteLineAsync($"{conversation.Masked}: the store holds something of it that no gateway wrote");
            if (contact?.Time is not { } time) continue;
            WriteRow(json, conversation, time);
            chunk.Write("\n"u8);
            if (chunk.WrittenCount < ChunkSize) continue;
            await output.WriteAsync(chunk.WrittenMemory);
            chunk.ResetWrittenCount();
        }

        await output.WriteAsync(chunk.WrittenMemory);
        return unreadable;
    }

    private static void WriteRow(Utf8JsonWriter json, ConversationId conversation, DateTimeOffset time)
    {
        json.Reset();
        json.WriteStartObject();
        json.WriteString("channel", conversation.Channel);
        json.WriteString("account", conversation.Account);
        json.WriteString("contact", conversation.Contact);
        json.WriteString("lastContact", time.UtcDateTime);
        json.WriteEndObject();
        json.Flush();
    }
}
