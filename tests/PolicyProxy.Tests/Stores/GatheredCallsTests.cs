using PolicyProxy.Stores;
using PolicyProxy.Windows;
using Shouldly;
using Xunit;
using Call = PolicyProxy.Stores.GatheredCall<int, string>;

namespace PolicyProxy.Tests.Stores;

/// <summary>What comes while a call is under way goes in the next one, and shares its fate.</summary>
public sealed class GatheredCallsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly List<(IReadOnlyList<Call> Calls, TimeSpan Limit, TaskCompletionSource End)> _sent = [];
    private readonly GatheredCalls<int, string> _calls;

    public GatheredCallsTests() => _calls = new(Send, Limit);

    [Fact]
    public async Task What_comes_alone_goes_at_once()
    {
        var answer = AskAsync(1);
        _sent.Count.ShouldBe(1);
        Answer();
        (await answer).ShouldBe("1");

        var next = AskAsync(2);
        await Eventually(2);
        Answer();
        (await next).ShouldBe("2");
    }

    [Fact]
    public async Task What_comes_meanwhile_goes_together()
    {
        var first = AskAsync(0);
        var others = Enumerable.Range(1, 100).Select(AskAsync).ToList();
        _sent.Count.ShouldBe(1);
        Answer();
        await Eventually(2);
        _sent[^1].Calls.Select(call => call.Ask).ShouldBe(Enumerable.Range(1, 100));
        Answer();

        (await first).ShouldBe("0");
        (await Task.WhenAll(others)).ShouldBe(Enumerable.Range(1, 100).Select(ask => $"{ask}"));
    }

    [Fact]
    public async Task What_asks_alone_waits_for_nobody()
    {
        var first = AskAsync(1);
        var alone = _calls.AskAloneAsync(2, CancellationToken.None);
        _sent.Count.ShouldBe(2);
        Answer();
        (await alone).ShouldBe("2");
        first.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task What_gathered_fails_with_the_call_it_waited_for_and_what_comes_then_is_tried()
    {
        var calls = Enumerable.Range(1, 3).Select(AskAsync).ToList();
        _sent[0].End.SetException(new WindowStoreException("It is away."));
        foreach (var call in calls) (await Should.ThrowAsync<WindowStoreException>(() => call)).Message.ShouldBe("It is away.");
        _sent.Count.ShouldBe(1);

        var next = AskAsync(4);
        await Eventually(2);
        Answer();
        (await next).ShouldBe("4");
    }

    [Fact]
    public async Task A_failure_of_any_kind_leaves_nobody_waiting()
    {
        var call = AskAsync(1);
        _sent[0].End.SetException(new InvalidOperationException("A mistake."));
        (await Should.ThrowAsync<WindowStoreException>(() => call)).InnerException.ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task Who_was_answered_keeps_the_answer_when_the_call_fails()
    {
        var first = AskAsync(0);
        var (one, other) = (AskAsync(1), AskAsync(2));
        Answer();
        await Eventually(2);
        _sent[1].Calls[0].SetResult("1");
        _sent[1].End.SetException(new WindowStoreException("It is away."));

        (await one).ShouldBe("1");
        await Should.ThrowAsync<WindowStoreException>(() => other);
        (await first).ShouldBe("0");
    }

    [Fact]
    public async Task Who_is_cancelled_is_let_go_and_the_others_are_answered()
    {
        using var cancelled = new CancellationTokenSource();
        var first = AskAsync(1);
        var (one, other) = (_calls.AskAsync(2, cancelled.Token), AskAsync(3));
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => one);
        first.IsCompleted.ShouldBeFalse();

        Answer();
        await Eventually(2);
        Answer();
        (await other).ShouldBe("3");
    }

    [Fact]
    public async Task What_gathered_has_what_its_oldest_has_left()
    {
        _ = AskAsync(1);
        _ = AskAsync(2);
        await Task.Delay(50);
        _ = AskAsync(3);
        Answer();
        await Eventually(2);
        _sent[0].Limit.ShouldBe(Limit);
        _sent[1].Limit.ShouldBeInRange(Limit - TimeSpan.FromSeconds(20), Limit - TimeSpan.FromMilliseconds(49));
    }

    private Task<string> AskAsync(int ask) => _calls.AskAsync(ask, CancellationToken.None);

    private Task Send(IReadOnlyList<Call> calls, TimeSpan limit)
    {
        var end = new TaskCompletionSource();
        _sent.Add((calls, limit, end));
        return end.Task;
    }

    private void Answer()
    {
        var (calls, _, end) = _sent[^1];
        foreach (var call in calls) call.SetResult($"{call.Ask}");
        end.SetResult();
    }

    private Task Eventually(int sent) => Infrastructure.Eventually.HoldsAsync(() => _sent.Count == sent);
}
