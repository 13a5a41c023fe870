#!/usr/bin/env bash
# Makes the pictures of the dashboard and the playground that the README shows anew, light and dark, in tests/screenshots/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mkdir -p tests/screenshots
POLICYPROXY_SCREENSHOTS="$PWD/tests/screenshots" POLICYPROXY_REQUIRE_BROWSER=1 dotnet test tests/PolicyProxy.Tests --configuration Release \
    --filter "FullyQualifiedName~AppearanceTests.A_picture" </dev/null
