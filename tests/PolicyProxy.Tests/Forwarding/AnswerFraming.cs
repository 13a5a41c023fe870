namespace PolicyProxy.Tests.Forwarding;

/// <summary>How an answer says where its body ends.</summary>
internal enum AnswerFraming
{
    Length,
    Chunked,
    UntilTheEnd,
}
