using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PolicyProxy.Stores;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>Redis' protocol, read and written.</summary>
public sealed class RespTests
{
    private static readonly Gen<string> Text = Gen.Elements('a', '1', ' ', '\r', '\n', '$', 'é', '漢').ListOf().Select(string.Concat);

    private static readonly Gen<string> Line = Text.Select(text => text.ReplaceLineEndings("").Replace("\r", "", StringComparison.Ordinal));

    private static readonly Gen<RespValue> Simple = Gen.OneOf(
        Line.Select(text => new RespValue(Error: text)),
        Gen.Choose(int.MinValue, int.MaxValue).Select(number => new RespValue(Number: number)),
        Text.Select(text => new RespValue(Bytes: Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void An_answer_is_read_when_it_is_whole_and_not_before() => Hold(Answer(3), answer =>
    {
        var written = Write(answer);
        for (var length = 0; length < written.Length; length++)
            if (RespValue.TryRead(written.AsSpan(0, length), out _, out _)) return false;
        return Reads(written, answer) && Reads([.. written, .. "+next"u8], answer);

        bool Reads(byte[] bytes, RespValue expected) =>
            RespValue.TryRead(bytes, out var read, out var length) && length == written.Length && Write(read).AsSpan().SequenceEqual(Write(expected));
    });

    [Fact]
    public void What_is_no_answer_is_told_or_waited_for_and_nothing_else_happens() => Hold(
        Gen.Elements('+', '-', ':', '$', '*', '0', '1', '9', '\r', '\n', 'x').ListOf().Select(string.Concat),
        garbage => TellsOrWaits(garbage) && TellsOrWaits(garbage.Replace("\r", "\r\n", StringComparison.Ordinal)));

    [Theory]
    [InlineData("\r\n")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n")]
    [InlineData("x")]
    [InlineData("$9223372036854775807\r\nx")]
    [InlineData("*9223372036854775807\r\n")]
    [InlineData("*-9223372036854775808\r\n")]
    [InlineData("$-2\r\n")]
    [InlineData("$\r\n")]
    [InlineData(":one\r\n")]
    [InlineData("$1\r\nabcd")]
    public void Garbage_is_told(string garbage) =>
        Should.Throw<InvalidDataException>(() => RespValue.TryRead(Encoding.UTF8.GetBytes(garbage), out _, out _));

    [Fact]
    public void Answers_in_answers_without_end_are_garbage() =>
        Should.Throw<InvalidDataException>(() => RespValue.TryRead(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("*1\r\n", 1_000_000))), out _, out _));

    [Theory]
    [InlineData("$-1\r\n")]
    [InlineData("*-1\r\n")]
    public void Nothing_is_read_as_nothing(string nothing)
    {
        RespValue.TryRead(Encoding.UTF8.GetBytes(nothing), out var value, out _).ShouldBeTrue();
        value.ShouldBe(default);
    }

    [Theory]
    [InlineData("*2\r\n:1\r\n+\r\n", 2, true)]
    [InlineData("*2\r\n:1\r\n$-1\r\n", 2, true)]
    [InlineData("*2\r\n:1\r\n:1\r\n", 3, false)]
    [InlineData("*2\r\n:1\r\n-ERR\r\n", 2, false)]
    [InlineData("-ERR\r\n", 2, false)]
    [InlineData(":2\r\n", 2, false)]
    public void Answers_that_are_not_those_to_what_was_asked_are_a_failure(string answer, int asked, bool areGood)
    {
        RespValue.TryRead(Encoding.UTF8.GetBytes(answer), out var value, out _).ShouldBeTrue();
        if (areGood) value.ItemsOrThrow(asked).Length.ShouldBe(asked);
        else Should.Throw<IOException>(() => value.ItemsOrThrow(asked));
    }

    [Fact]
    public void Commands_are_written_as_they_are_read() => Hold(
        (from words in Text.ListOf() from number in Gen.Elements(long.MinValue, -1, 0, 9, 10, long.MaxValue) select (words, number)).ListOf(),
        commands =>
        {
            var writer = new RespWriter();
            foreach (var (words, number) in commands)
            {
                writer.Command(words.Count + 1);
                foreach (var word in words) writer.Word(word);
                writer.Word(number);
            }

            var left = writer.Written;
            foreach (var (words, number) in commands)
            {
                if (!RespValue.TryRead(left, out var command, out var length)) return false;
                if (!command.Items!.Select(word => Encoding.UTF8.GetString(word.Bytes!)).SequenceEqual([.. words, $"{number}"])) return false;
                left = left[length..];
            }

            return left.IsEmpty;
        });

    private static Gen<RespValue> Answer(int depth) => depth == 0
        ? Simple
        : Gen.OneOf(Simple, Answer(depth - 1).ListOf().Select(items => new RespValue(Items: [.. items])));

    private static byte[] Write(RespValue value) => value switch
    {
        { Error: { } error } => Encoding.UTF8.GetBytes($"-{error}\r\n"),
        { Items: { } items } => [.. Encoding.UTF8.GetBytes($"*{items.Length}\r\n"), .. items.SelectMany(Write)],
        { Bytes: { } text } when text.AsSpan().IndexOfAny("\r\n"u8) < 0 && text.Length % 2 == 0 => [.. "+"u8, .. text, .. "\r\n"u8],
        { Bytes: { } text } => [.. Encoding.UTF8.GetBytes($"${text.Length}\r\n"), .. text, .. "\r\n"u8],
        _ => Encoding.UTF8.GetBytes($":{value.Number}\r\n"),
    };

    private static bool TellsOrWaits(string garbage)
    {
        var bytes = Encoding.UTF8.GetBytes(garbage);
        try
        {
            return !RespValue.TryRead(bytes, out _, out var length) || length <= bytes.Length;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    private static void Hold<T>(Gen<T> cases, Func<T, bool> holds) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(cases.ToArbitrary(), holds));
}
