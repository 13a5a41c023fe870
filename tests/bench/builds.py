"""Builds what is measured, in Release, outside the source tree."""

import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
# As the Dockerfile publishes it.
AS_SHIPPED = [
    "--configuration", "Release", "--use-current-runtime", "--no-self-contained", "-p:UseAppHost=false", "-p:SatelliteResourceLanguages=en"]
# No compiler and no build server stays behind.
ALONE = ["-nodeReuse:false", "-p:UseSharedCompilation=false"]


def publish(project, directory):
    """Publishes a project; the folder with its files."""
    output = directory / "published" / pathlib.Path(project).name
    command = ["dotnet", "publish", str(ROOT / project), "--output", str(output), "--artifacts-path", str(directory / "artifacts"),
               "--verbosity", "quiet", "--nologo", *AS_SHIPPED, *ALONE]
    environment = {**os.environ, "DOTNET_CLI_TELEMETRY_OPTOUT": "1", "DOTNET_NOLOGO": "1", "DOTNET_CLI_USE_MSBUILD_SERVER": "0"}
    built = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if built.returncode != 0:
        raise RuntimeError(f"{project} does not build:\n{built.stdout}{built.stderr}")
    return output


def commit():
    """The commit that is built, marked when files differ from it."""
    said = subprocess.run(
        ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--exclude", "*"], capture_output=True, text=True, check=False)
    return said.stdout.strip() or "unknown"
