using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using PolicyProxy.Core.Tests.Support;

namespace PolicyProxy.Core.Tests.Platforms;

/// <summary>However a send path is written, it is the one path, or it is refused.</summary>
public class SendPathProperties
{
    private static readonly Gen<string> Path = Gen.Elements(
        "/v24.0/104/messages", "/me/messages", "/v1/messages", "/v24.0/104/marketing_messages", "/v24.0/me/messages_encrypted", "/v24.0");

    [Property]
    public Property Letter_case_and_slashes_change_nothing() =>
        Prop.ForAll(
            Path.SelectMany(path => Respelt(path, c => c switch
            {
                '/' => Gen.Elements("/", "//", "///"),
                _ => Gen.Elements($"{c}", $"{char.ToUpperInvariant(c)}"),
            }).Select(respelt => (path, respelt))).ToArbitrary(),
            pair => Api.Target(pair.respelt).CanonicalPath == pair.path && Api.Target(pair.respelt + "/").CanonicalPath == pair.path);

    [Property]
    public Property Encoding_any_letter_is_refused() =>
        Prop.ForAll(
            Path.SelectMany(path => Respelt(path, c => Gen.Frequency(
                (3, Gen.Constant($"{c}")), (1, Gen.Constant($"%{(int)c:x2}")), (1, Gen.Constant($"%25{(int)c:X2}"))))
                .Where(respelt => respelt.Contains('%', StringComparison.Ordinal))).ToArbitrary(),
            path => Api.Target(path) is { MayHoldSend: false, Problem: not null });

    [Property]
    public Property No_path_makes_it_fail() =>
        Prop.ForAll(
            Gen.ArrayOf(Gen.Elements("/", "me", "messages", "v24.0", "..", ".", "%", "%2f", "%zz", "\\", ";", "\u00df", "\ud800", "?", "%C1", "104"))
                .Select(string.Concat).ToArbitrary(),
            path => Api.Target("/" + path) is not null);

    private static Gen<string> Respelt(string path, Func<char, Gen<string>> spell) =>
        Gen.CollectToArray(path, spell).Select(string.Concat);
}
