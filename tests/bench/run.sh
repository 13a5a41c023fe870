#!/usr/bin/env bash
# Measures the gateway beside bare YARP, nginx, nginx + Lua + Redis and Node.js on this machine: tests/bench/run.sh [--quick | --help | ...]
# The report goes to standard output as Markdown, progress to standard error. Packages that are missing are installed where that is
# possible (Debian or Ubuntu, as root or by sudo).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
limit=3600 # Seconds: whatever hangs, the run ends.

# What is missing of a command or a file, by the Debian package that has it.
missing() {
    local -A files=([lua-cjson]='/usr/lib/*/lua/5.1/cjson.so' [lua-nginx-redis]=/usr/share/lua/5.1/nginx/redis.lua
        [libnginx-mod-http-lua]=/usr/lib/nginx/modules/ngx_http_lua_module.so)
    local -A commands=([nginx]=nginx [wrk]=wrk [redis-server]=redis-server [python3]=python3 [util-linux]=taskset)
    local package
    for package in "${!commands[@]}"; do
        command -v "${commands[$package]}" >/dev/null || echo "$package"
    done
    for package in "${!files[@]}"; do
        compgen -G "${files[$package]}" >/dev/null || echo "$package"
    done
}

install() {
    local as_root=()
    command -v apt-get >/dev/null || return 0
    if [[ $(id -u) != 0 ]]; then
        sudo -n true 2>/dev/null || return 0
        as_root=(sudo -n)
    fi
    echo "Installing $*" >&2
    { "${as_root[@]}" apt-get update -qq &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } </dev/null >&2 || return 0
    # The package starts a web server of its own, which nobody asked for.
    if [[ " $* " == *" nginx "* && -d /run/systemd/system ]]; then "${as_root[@]}" systemctl disable --quiet --now nginx; fi
}

if [[ " $* " != *" --help "* && " $* " != *" -h "* ]]; then
    mapfile -t packages < <(missing)
    if ((${#packages[@]} > 0)); then install "${packages[@]}"; fi
    mapfile -t packages < <(missing)
    if ((${#packages[@]} > 0)); then
        echo "bench: missing Debian packages: ${packages[*]} (apt-get install ${packages[*]})" >&2
        exit 1
    fi
    for tool in dotnet node; do
        if ! command -v "$tool" >/dev/null; then
            echo "bench: $tool is missing (the .NET 10 SDK and Node.js 20 are needed)" >&2
            exit 1
        fi
    done
fi

PYTHONDONTWRITEBYTECODE=1 exec timeout --foreground --kill-after=60 "$limit" python3 "$here/bench.py" "$@"
