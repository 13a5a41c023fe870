#!/usr/bin/env bash
# Drives public client libraries of the platforms, as they are on the npm registry, through the built gateway.
# Usage: tests/clients.sh [path/to/policyproxy.dll]
# Libraries that have the platforms' host names fixed take root, for port 443 and a hosts file of their own; without it they are left out,
# or, with POLICYPROXY_REQUIRE_HOSTS=1, the test fails.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
gateway=${1:-$root/src/PolicyProxy.Gateway/bin/Release/net10.0/policyproxy.dll}

if [[ ! -f $gateway ]]; then
    echo "clients: $gateway is missing; build it first: dotnet build -c Release $root/PolicyProxy.sln" >&2
    exit 1
fi
for command in node npm openssl; do
    if ! command -v "$command" >/dev/null; then
        echo "clients: $command is missing (Debian: apt-get install nodejs npm openssl)" >&2
        exit 1
    fi
done
if (($(node --print 'process.versions.node.split(".")[0]') < 20)); then
    echo "clients: Node.js $(node --version) is too old; version 20 or newer is needed" >&2
    exit 1
fi

export POLICYPROXY_GATEWAY
POLICYPROXY_GATEWAY=$(cd "$(dirname "$gateway")" && pwd)/$(basename "$gateway")
cd "$root/tests/PolicyProxy.Clients"
# What is installed already is taken when it is what the lock file says.
if ! cmp --quiet package-lock.json node_modules/.policyproxy-lock.json; then
    npm ci --ignore-scripts --no-audit --no-fund
    cp package-lock.json node_modules/.policyproxy-lock.json
fi
# timeout: whatever hangs, the test ends.
exec timeout --foreground --kill-after=10 300 node --test --test-reporter=spec
