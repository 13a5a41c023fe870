#!/usr/bin/env bash
# Measures how many bytes the gateway allocates for what it does on every request: no more than allocations.json says.
# Usage: tests/allocations.sh [--renew]
# --renew makes the file anew of what is measured: for a change that has to allocate more, or allocates less.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
benchmarks=$root/tests/PolicyProxy.Benchmarks
meter=$benchmarks/bin/Release/net10.0/PolicyProxy.Benchmarks.dll

if [[ ! -f $meter ]]; then
    echo "allocations: $meter is missing; build it first: dotnet build -c Release $root/PolicyProxy.sln" >&2
    exit 1
fi

# Compiled once and for good: otherwise it is a matter of time, and of what else the machine does, what the compiler has seen by then.
DOTNET_TieredCompilation=0 exec timeout --kill-after=10 120 dotnet "$meter" allocations "$benchmarks/allocations.json" "$@"
