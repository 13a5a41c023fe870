using Microsoft.Data.Sqlite;
using PolicyProxy.Stores;
using PolicyProxy.Windows;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Gateway.Commands.Explain;

/// <summary>The configured store, for looking something up in it.</summary>
internal static class LookUpStore
{
    /// <summary>Opens it beside a gateway that may run; null where it cannot be, or there is none yet, which is not made.</summary>
    public static IWindowStore? TryOpen(IConfiguration configuration, TimeProvider time)
    {
        var options = new OptionsReader([]).Read<MessagingOptions>(configuration.GetSection(MessagingModel.SectionName)).Store;
        if (options.Provider == StoreProvider.Sqlite && !File.Exists(new SqliteConnectionStringBuilder(options.ConnectionString).DataSource)) return null;
        try
        {
            return StoreFactory.OpenBesideGateway(options, time);
        }
        catch (WindowStoreException)
        {
            return null;
        }
    }
}
