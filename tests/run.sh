#!/usr/bin/env bash
# Builds everything, runs every test, the smoke test, the client libraries and the chaos run, and closes with "N passed, N failed, N skipped" (the
# smoke test, the client libraries, the guard of allocations, the chaos run's self-test and the chaos run count as one each).
# Tests of Redis, of the dashboard and of the client libraries fail rather than be skipped: redis-server, chromium and Node.js are installed where that is possible (Debian or
# Ubuntu, as root or by sudo).
# Usage: tests/run.sh [--no-build]
# --no-build: everything has been built already, in the configuration Release.
# The exit code is 0 only when all is well.
set -euo pipefail
if (($# > 1)) || [[ ${1:---no-build} != --no-build ]]; then
    echo "tests/run.sh: \"$*\" is not right; --no-build or nothing belongs here" >&2
    exit 2
fi
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
configuration=Release
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
export POLICYPROXY_REQUIRE_REDIS=1 POLICYPROXY_REQUIRE_BROWSER=1

# Installs the Debian package of a command that is missing, where that is possible; what needs the command says so otherwise.
install_missing() {
    local command=$1 package=$2 as_root=()
    command -v "$command" >/dev/null && return
    command -v apt-get >/dev/null || return 0
    if [[ $(id -u) != 0 ]]; then
        sudo -n true 2>/dev/null || return 0
        as_root=(sudo -n)
    fi
    echo "Installing $package"
    { "${as_root[@]}" apt-get update -qq &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package"; } </dev/null ||
        echo "tests/run.sh: $package could not be installed" >&2
}

# A number out of the <Counters> of a test project's results.
counter() {
    sed -n "s/.*<Counters [^>]*\b$2=\"\([0-9]*\)\".*/\1/p" "$1"
}

install_missing redis-server redis-server
install_missing python3 python3-minimal
install_missing npm npm
[[ -n ${POLICYPROXY_TEST_BROWSER:-} ]] || install_missing chromium chromium

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

if [[ ${1:-} != --no-build ]]; then dotnet build PolicyProxy.sln --configuration "$configuration" --verbosity quiet </dev/null; fi

# In the background of a script SIGINT is ignored, and so by whatever is started from there; some tests are of that signal.
default_signals=()
if env --default-signal=INT true 2>/dev/null; then default_signals=(env --default-signal=INT); fi

# One project after the other: they share the machine's cores, and some of their facts are about time.
outcome=0
"${default_signals[@]}" dotnet test PolicyProxy.sln --configuration "$configuration" --no-build -maxcpucount:1 \
    --logger trx --results-directory "$results" </dev/null || outcome=$?

passed=0 failed=0 skipped=0 projects=0
for file in "$results"/*.trx; do
    [[ -e $file ]] || continue
    total=$(counter "$file" total) good=$(counter "$file" passed) bad=0
    # A test that did not end, or whose host crashed, has failed.
    for kind in failed error timeout aborted; do bad=$((bad + $(counter "$file" "$kind"))); done
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + total - good - bad)) projects=$((projects + 1))
done

expected=$(find tests -name '*Tests.csproj' | wc -l)
if ((projects != expected)); then
    echo "tests/run.sh: $projects of $expected test projects have left results" >&2
    outcome=1
fi

echo "Smoke test"
if tests/smoke.sh "$root/src/PolicyProxy.Gateway/bin/$configuration/net10.0/policyproxy.dll" </dev/null; then
    passed=$((passed + 1))
else
    failed=$((failed + 1))
    outcome=1
fi

echo "Client libraries"
if tests/clients.sh "$root/src/PolicyProxy.Gateway/bin/$configuration/net10.0/policyproxy.dll" </dev/null; then
    passed=$((passed + 1))
else
    failed=$((failed + 1))
    outcome=1
fi

echo "Allocations"
if tests/allocations.sh </dev/null; then
    passed=$((passed + 1))
else
    failed=$((failed + 1))
    outcome=1
fi

for what in --self-test ""; do
    echo "Chaos run${what:+: self-test}"
    if tests/chaos.sh $what </dev/null; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        outcome=1
    fi
done

if ((failed > 0 && outcome == 0)); then outcome=1; fi
python3 tests/failures.py "$results"
echo "$passed passed, $failed failed, $skipped skipped"
exit "$outcome"
