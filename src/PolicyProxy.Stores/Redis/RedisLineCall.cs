namespace PolicyProxy.Stores;

/// <summary>What was asked at a time over a <see cref="RedisLine"/>, until it is answered.</summary>
/// <param name="answers">How many answers it has.</param>
internal sealed class RedisLineCall(int answers)
{
    // Who waits goes on at once, on the thread that read the answer: that is the store, which lets its own callers go on as is best.
    private readonly TaskCompletionSource<RespValue[]> _done = new();
    private readonly RespValue[] _answers = new RespValue[answers];
    private int _count;

    /// <summary>The answers, when all are there.</summary>
    public Task<RespValue[]> Task => _done.Task;

    /// <summary>Takes an answer.</summary>
    /// <returns>Whether it was the last.</returns>
    public bool Add(RespValue answer)
    {
        _answers[_count++] = answer;
        return _count == _answers.Length;
    }

    /// <summary>Gives the answers to who asked.</summary>
    public void Complete() => _done.SetResult(_answers);

    /// <summary>Tells who asked that there will be no answer.</summary>
    public void Fail(Exception error) => _done.SetException(error);
}
