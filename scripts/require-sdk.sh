#!/usr/bin/env bash
# Says what is missing, once, in words. Installs nothing: the SDK is the only prerequisite.
set -euo pipefail

if ! command -v dotnet > /dev/null; then
    echo "ZkAccel needs the .NET 10 SDK; 'dotnet' is not on the PATH." >&2
    echo "Install the package dotnet-sdk-10.0, or see https://learn.microsoft.com/dotnet/core/install/linux" >&2
    exit 1
fi

if ! dotnet --list-sdks | grep -q '^10\.'; then
    echo "ZkAccel needs the .NET 10 SDK. Found only:" >&2
    dotnet --list-sdks >&2
    exit 1
fi
