using PolicyProxy.Platforms;

namespace PolicyProxy.Core.Tests.Platforms.Instagram;

/// <summary>Instagram by its own login, on graph.instagram.com, which words its errors another way.</summary>
public class InstagramLoginContractTests : InstagramContractTests
{
    protected override Login Login => Login.Instagram;

    protected override (int Status, int Code, int? Subcode, string Type) Closed => (403, 10, 2534022, "IGApiException");

    protected override string ErrorType => "IGApiException";
}
