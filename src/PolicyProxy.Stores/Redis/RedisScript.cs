using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace PolicyProxy.Stores;

/// <summary>A script that Redis runs as one step, kept in a file of its own.</summary>
/// <param name="fileName">The file, embedded under its own name.</param>
internal sealed class RedisScript(string fileName)
{
    private readonly string _text = Load(fileName);
    private string? _hash;

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

    /// <summary>Runs it over a line.</summary>
    public async Task<RespValue> RunAsync(RedisLine line, IReadOnlyList<RedisKey> keys, IReadOnlyList<long> values)
    {
#pragma warning disable CA5350 // It keeps no secret: Redis names scripts by it.
        _hash ??= Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(_text)));
#pragma warning restore CA5350
        var answer = await AskAsync(line, "EVALSHA", _hash, keys, values);
        if (answer.Error?.StartsWith("NOSCRIPT", StringComparison.Ordinal) == true) answer = await AskAsync(line, "EVAL", _text, keys, values);
        return answer;
    }

    private static async Task<RespValue> AskAsync(RedisLine line, string command, string script, IReadOnlyList<RedisKey> keys, IReadOnlyList<long> values)
    {
        var words = new RespWriter().Command(3 + keys.Count + values.Count).Word(command).Word(script).Word(keys.Count);
        foreach (var key in keys) words.Word((string)key!);
        foreach (var value in values) words.Word(value);
        return (await line.AskAsync(words.Written, answers: 1))[0];
    }

    private static string Load(string fileName)
    {
        using var stream = typeof(RedisScript).Assembly.GetManifestResourceStream(fileName)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
