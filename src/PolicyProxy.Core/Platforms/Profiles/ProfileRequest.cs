using System.Buffers;
using System.Text;
using PolicyProxy.Platforms.Requests;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>Reads a request's values, wherever the profile says they stand; what stands anywhere else is a problem.</summary>
internal static class ProfileRequest
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static void Read(SendProfile send, in ApiRequest request, ReadOnlySequence<byte> body, ProfileValues values)
    {
        if (send.Values.Headers.Count > 0) HeaderValues.Read(send.Values.Headers, request.Headers, values);
        var root = send.Values.Root;
        var form = new FormValues(root, values);
        if (request.Query.Length > 0) FormText.Read(request.Query, isQuery: true, form);
        if (form.HasAny && !send.Parameters.Contains(ParameterPlace.Query)) values.Fail("a parameter of the message stands in the query, where it does not belong");

        ReadOnlyMemory<byte> bytes = body.IsSingleSegment ? body.First : body.ToArray();
        if (BodyLabel.Read(request.ContentType, out var label) is { } problem) values.Fail(problem);
        if (!ContentCoding.TryDecode(request.ContentEncoding, bytes, out var decoded)) values.Fail("the body's Content-Encoding cannot be undone");
        if (values.Problem is not null) return;
        if (!decoded.IsEmpty) ReadBody(send, label, decoded, form, values);
        else if (!send.Parameters.Contains(ParameterPlace.Query)) values.Fail("the request has no body");
    }

    // Where a platform takes JSON and forms it may go by the label, so the two have to agree.
    private static void ReadBody(SendProfile send, BodyLabel label, ReadOnlyMemory<byte> body, FormValues form, ProfileValues values)
    {
        var takesForms = send.Parameters.Contains(ParameterPlace.Form);
        var takesMultipart = send.Parameters.Contains(ParameterPlace.Multipart);
        var text = body.Span.StartsWith(ByteOrderMark) ? body.Span[ByteOrderMark.Length..] : body.Span;
        var opening = JsonText.Opening(text);
        if (opening == (byte)'<' && send.Parameters.Contains(ParameterPlace.Xml))
        {
            if ((takesForms || takesMultipart) && !label.IsXml) values.Fail("the body is XML, and its Content-Type says something else");
            else if (form.HasAny) values.Fail("the message stands both in the query and in the body");
            else XmlValues.Read(body.Span, send.Values.Root, values);
        }
        else if (opening is (byte)'{' or (byte)'[')
        {
            if (!send.Parameters.Contains(ParameterPlace.Json)) values.Fail("the body is JSON, which the platform does not take");
            else if ((takesForms || takesMultipart) && !label.IsJson) values.Fail("the body is JSON, and its Content-Type says something else");
            else if (form.HasAny) values.Fail("the message stands both in the query and in the body");
            else JsonValues.Read(text, send.Values.Root, values);
        }
        else if (label.Boundary is not null)
        {
            if (takesMultipart) MultipartBody.Read(body, label.Boundary, form);
            else values.Fail("the body is multipart, which the platform does not take");
        }
        else if (!takesForms)
        {
            values.Fail("the body is not of a kind that the platform takes");
        }
        else if (label.IsJson || label.IsXml || body.Span.Contains((byte)0))
        {
            values.Fail("the body is no form");
        }
        else
        {
            FormText.Read(Encoding.Latin1.GetString(body.Span), isQuery: false, form);
        }
    }
}
