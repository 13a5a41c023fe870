using PolicyProxy.Simulator.Helpdesk;

namespace PolicyProxy.Simulator.Page;

/// <summary>What somebody does on the page; each path reads what it needs.</summary>
/// <param name="Channel">Where something is written.</param>
/// <param name="Text">What is written.</param>
/// <param name="Kind">As what an agent's message is sent.</param>
/// <param name="Hours">How far the clock is moved.</param>
/// <param name="IsOn">Whether what the path names is to be there.</param>
internal sealed record PageAction(string Channel = "", string Text = "", SendKind Kind = SendKind.Text, double Hours = 0, bool IsOn = false);
