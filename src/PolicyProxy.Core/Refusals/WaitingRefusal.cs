namespace PolicyProxy.Refusals;

/// <summary>A refusal that was answered as accepted, and that the helpdesk has yet to be told of.</summary>
/// <param name="Id">What tells it from others, in this gateway and after a restart.</param>
/// <param name="Channel">The channel's name.</param>
/// <param name="Account">The business side; refusals of one are told in order.</param>
/// <param name="Time">When the send was refused.</param>
/// <param name="ContentType">The content type of the webhook that tells of it.</param>
/// <param name="Body">The webhook's body.</param>
internal sealed record WaitingRefusal(Guid Id, string Channel, string Account, DateTimeOffset Time, string ContentType, ReadOnlyMemory<byte> Body);
