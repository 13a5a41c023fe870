using System.Text.Json.Serialization;

namespace PolicyProxy.Simulator.Helpdesk;

/// <summary>What an agent can send.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SendKind>))]
internal enum SendKind
{
    Text,

    /// <summary>A template that the platform has approved: WhatsApp only.</summary>
    Template,

    /// <summary>A text with the message tag <c>HUMAN_AGENT</c>: Messenger and Instagram only.</summary>
    HumanAgent,
}
