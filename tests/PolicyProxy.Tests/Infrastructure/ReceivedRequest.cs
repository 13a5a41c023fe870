using System.Text;
using Microsoft.AspNetCore.Http;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A request as it reached the other side: nothing decoded, every byte kept.</summary>
internal sealed record ReceivedRequest(string Method, string Target, IHeaderDictionary Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public string Header(string name) => Headers[name].ToString();
}
