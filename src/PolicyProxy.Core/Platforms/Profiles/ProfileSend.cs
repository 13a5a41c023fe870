using PolicyProxy.Policy;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>A send of a profile's platform, with what the request says, for an answer that repeats it.</summary>
/// <param name="Values">The values that were read.</param>
internal sealed record ProfileSend(ProfileValues Values) : OutboundSend;
