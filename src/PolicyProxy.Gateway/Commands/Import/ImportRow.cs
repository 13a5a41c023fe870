namespace PolicyProxy.Gateway.Commands.Import;

/// <summary>One row of a file that is imported, as it is written there.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Account">The business side; empty where it is left out.</param>
/// <param name="Contact">The client.</param>
/// <param name="LastContact">When the client last wrote.</param>
internal readonly record struct ImportRow(string Channel, string Account, string Contact, string LastContact);
