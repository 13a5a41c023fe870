using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>Whether the file that is open is still the one that the next start will find.</summary>
internal static class SqliteFilePlace
{
    private const int HasMoved = 20; // SQLITE_FCNTL_HAS_MOVED

    /// <summary>Fails when the file or its log was moved, deleted or replaced: writing to it goes on, into what nobody reads again.</summary>
    /// <exception cref="WindowStoreException">It was.</exception>
    public static void ThrowIfGone(SqliteConnection connection)
    {
        var isGone = FileControl(connection.Handle!, IntPtr.Zero, HasMoved, out var hasMoved) == SQLitePCL.raw.SQLITE_OK && hasMoved != 0;
        if (!isGone && File.Exists(connection.DataSource + "-wal")) return;

        throw new WindowStoreException(
            $"The SQLite file '{connection.DataSource}', or the -wal file beside it, was moved, deleted or replaced while the gateway uses it. "
            + "Put it back, or restart the gateway to go on with what is there now.");
    }

    // The binding lacks this function; the library is the one that it brings along.
    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static extern int FileControl(SafeHandle connection, IntPtr database, int operation, out int result);
}
