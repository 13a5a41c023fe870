using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using PolicyProxy.Platforms.Profiles;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms;

/// <summary>However headers are written: if any server could find another value in them than the one that is read, they are a problem.</summary>
public class HeaderProperties
{
    private const string Name = "X-To";

    private static readonly Gen<KeyValuePair<string, string>> Line =
        from name in Gen.Frequency((4, Gen.Constant(Name)), (3, Gen.Elements("x-to", "X-TO", "X_To", "X.To", "x_to", "X-To2", "XTo", "To", "XX-To", "X--To")))
        from value in Gen.Frequency(
            (6, Gen.Elements("1", "2")),
            (2, Gen.Elements("", "1,2", "1, 2", "1;q=2", "\"1\"", "<1>", "1 2", " 1", "1\t", "%31", "1\0", "\u00a01", "\u0661")))
        select KeyValuePair.Create(name, value);

    private static readonly Gen<KeyValuePair<string, string>[]> Head = from count in Gen.Choose(0, 4) from lines in Gen.ArrayOf(Line, count) select lines;

    [Property(MaxTest = 10000)]
    public Property Every_server_finds_what_is_read() => Prop.ForAll(
        Head.ToArbitrary(),
        head => Read(head) is not (var text, false) || Readings(head).All(other => other == (text ?? "")));

    [Fact]
    public void Much_of_it_is_read() => Head.Sample(2000).Count(head => Read(head) is (not null, false)).ShouldBeGreaterThan(100);

    private static (string? Text, bool IsProblem) Read(KeyValuePair<string, string>[] head)
    {
        var paths = new ValuePaths([]) { CanReadHeaders = true };
        var values = new ProfileValues(1);
        paths.Add($"header:{Name}").ShouldBe(0);
        HeaderValues.Read(paths.Headers, head, values);
        return (values.Text(0), values.Problem is not null);
    }

    // Servers that go by the exact name in any letter case, and those that hand every odd character on as an underscore; the first line, the
    // last, or all in one; as it is, trimmed, up to a comma or semicolon, without quotes and brackets.
    private static IEnumerable<string> Readings(KeyValuePair<string, string>[] head)
    {
        foreach (var fold in (Func<string, string>[])[name => name.ToUpperInvariant(), name => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'))])
        {
            var lines = head.Where(line => fold(line.Key) == fold(Name)).Select(line => line.Value).DefaultIfEmpty("").ToList();
            foreach (var line in (string[])[lines[0], lines[^1], string.Join(", ", lines)])
            {
                yield return line;
                yield return line.Trim();
                yield return line.Split(',', ';')[0].Trim('"', '<', '>', ' ');
                yield return Uri.UnescapeDataString(line);
            }
        }
    }
}
