#!/usr/bin/env bash
# Breaks what the built gateways depend on, at random, and proves from the history what they promised, on Redis and on SQLite.
# Usage: tests/chaos.sh [--self-test | --seconds N --seed N --store redis|sqlite|both --without FAULT]
# Seconds for each store: --seconds, or POLICYPROXY_CHAOS_SECONDS, or 15. A run repeats the faults and the load of the seed it is given.
# Without redis-server the Redis half is left out, or, with POLICYPROXY_REQUIRE_REDIS=1, the run fails.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
checker=$root/tests/PolicyProxy.Chaos/bin/Release/net10.0/policyproxy-chaos.dll
seconds=${POLICYPROXY_CHAOS_SECONDS:-15}
for ((i = 1; i < $#; i++)); do
    if [[ ${!i} == --seconds ]]; then next=$((i + 1)) seconds=${!next}; fi
done

if [[ ! -f $checker ]]; then
    echo "chaos: $checker is missing; build it first: dotnet build -c Release $root/PolicyProxy.sln" >&2
    exit 1
fi

if [[ ${1:-} == --self-test ]]; then exec timeout --kill-after=10 60 dotnet "$checker" --self-test; fi

stores=both
if ! command -v redis-server >/dev/null; then
    if [[ ${POLICYPROXY_REQUIRE_REDIS:-} == 1 ]]; then
        echo "chaos: redis-server is missing, and POLICYPROXY_REQUIRE_REDIS=1 says that it must be there" >&2
        exit 1
    fi
    echo "chaos: redis-server is missing, so the Redis half is left out"
    stores=sqlite
fi

# timeout: whatever hangs, the run ends. The checker ends what it started when it is told to, and also when it is killed.
exec timeout --foreground --kill-after=10 "$((2 * seconds + 400))" dotnet "$checker" --seconds "$seconds" --store "$stores" "$@"
