using System.Text;
using PolicyProxy.Core.Tests.Support;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms;

/// <summary>The events of a described platform's webhook.</summary>
public class ProfileWebhookTests
{
    private const string Body = """
        {"entry":[{"events":[{"time":1795334400,"message":{"ty\u0070e":"text","from":"15005550006","x":[{"from":1}]}},{"time":1795334401,"message":{"type":"read","from":"15005550007"}}]},
         {"other":[1,"\u00fc"],"events":[{"message":{"from":15005550008,"type":"text"},"time":"1795334402000"}]}]}
        """;

    private static readonly string[] Expected = ["whatsapp:15005550006 1795334400000", "whatsapp:15005550008 1795334402000"];

    // Names, numbers and escapes break between two buffers wherever they can.
    [Fact]
    public void Are_the_same_in_buffers_of_any_length()
    {
        for (var size = 1; size <= Body.Length; size++)
            DescribedApi.Contacts(Bytes.Split(Encoding.UTF8.GetBytes(Body), size)).ShouldBe(Expected, $"in buffers of {size} bytes");
    }

    // Nothing is left of an event for the next one.
    [Theory]
    [InlineData("""{"entry":[{"events":[{"time":1795334400,"message":{"type":"text","from":"15005550006"}},{"message":{"type":"text","from":"15005550007"}}]}]}""")]
    [InlineData("""{"entry":[{"events":[{"time":1795334400,"message":{"type":"text","from":"15005550006"}},{"time":1795334400,"message":{"from":"15005550007"}}]}]}""")]
    [InlineData("""{"entry":[{"events":[{"time":1795334400,"message":{"type":"text","from":"15005550006"}},{"time":1795334400,"message":{"type":"text"}}]}]}""")]
    [InlineData("""{"entry":[{"events":[{"time":1795334400,"message":{"type":"text","from":"15005550006"}},{}]}]}""")]
    public void Share_nothing_with_each_other(string body) => DescribedApi.Contacts(Bytes.Whole(body)).ShouldBe([Expected[0]]);
}
