#!/usr/bin/env bash
# Runs the built gateway between a small platform and a small helpdesk and tells what happens, on SQLite and on Redis.
# Usage: tests/smoke.sh [path/to/policyproxy.dll]
# Without redis-server the Redis half is left out, or, with POLICYPROXY_REQUIRE_REDIS=1, the test fails.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
gateway=${1:-$root/src/PolicyProxy.Gateway/bin/Release/net10.0/policyproxy.dll}

if [[ ! -f $gateway ]]; then
    echo "smoke: $gateway is missing; build it first: dotnet build -c Release $root/PolicyProxy.sln" >&2
    exit 1
fi
if ! command -v python3 >/dev/null; then
    echo "smoke: python3 is missing (Debian: apt-get install python3-minimal)" >&2
    exit 1
fi

stores=(sqlite)
if command -v redis-server >/dev/null; then
    stores+=(redis)
elif [[ ${POLICYPROXY_REQUIRE_REDIS:-} == 1 ]]; then
    echo "smoke: redis-server is missing, and POLICYPROXY_REQUIRE_REDIS=1 says that it must be there" >&2
    exit 1
else
    echo "smoke: redis-server is missing, so the Redis half is left out"
fi

gateway=$(cd "$(dirname "$gateway")" && pwd)/$(basename "$gateway")
# timeout: whatever hangs, the test ends. story.py ends what it started when it is told to.
PYTHONDONTWRITEBYTECODE=1 exec timeout --foreground --kill-after=10 120 \
    python3 "$root/tests/smoke/story.py" "$gateway" "${stores[@]}"
