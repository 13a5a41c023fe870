namespace PolicyProxy.Stores;

/// <summary>What one caller asks, until it is answered together with what others ask.</summary>
/// <typeparam name="TAsk">What is asked.</typeparam>
/// <typeparam name="TAnswer">The answer.</typeparam>
/// <param name="ask">What is asked.</param>
internal sealed class GatheredCall<TAsk, TAnswer>(TAsk ask) : TaskCompletionSource<TAnswer>(StoreCall.CallersGoOn)
{
    /// <summary>What is asked.</summary>
    public TAsk Ask => ask;
}
