namespace PolicyProxy.Chaos.Proof;

internal static class SelfTest { public static int Run() => 0; }
