using StackExchange.Redis;

namespace PolicyProxy.Stores;

/// <summary>A script that Redis runs as one step, kept in a file of its own.</summary>
/// <param name="fileName">The file, embedded under its own name.</param>
internal sealed class RedisScript(string fileName)
{
    private readonly string _text = Load(fileName);

    /// <summary>Runs it.</summary>
    public async Task<RedisResult> RunAsync(IDatabase database, RedisKey[] keys, params RedisValue[] values)
    {
        try
        {
            return await database.ScriptEvaluateAsync(_text, keys, values, CommandFlags.DemandMaster);
        }
        catch (RedisServerException error) when (error.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // The server forgot its scripts (SCRIPT FLUSH, a restart): this once, send it the text instead of the hash.
            return await database.ScriptEvaluateAsync(
                _text, keys, values, CommandFlags.DemandMaster | CommandFlags.NoScriptCache);
        }
    }

    private static string Load(string fileName)
    {
        using var stream = typeof(RedisScript).Assembly.GetManifestResourceStream(fileName)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
