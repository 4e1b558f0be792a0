#!/usr/bin/env bash
# Writes the first migration of both engines anew from the model: for as long as no release has been installed anywhere.
# After that add one instead: eng/migrations.sh add NAME
# The installed databases of a developer must be deleted afterwards (the folder data).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

name=Initial
if [ "${1:-}" = add ]; then
    name=${2:?"usage: eng/migrations.sh [add NAME]"}
else
    rm -rf CouponPortal/Data/Migrations
fi

dotnet tool restore
# Plain builds have no Design package (eng/EfDesign.props); --no-build, because dotnet-ef does not hand the property on.
dotnet build CouponPortal -p:EfDesign=true
for engine in Sqlite Postgres; do
    dotnet ef migrations add "$name" --no-build --project CouponPortal --context "${engine}PortalDbContext" \
        --output-dir "Data/Migrations/$engine" --namespace "CouponPortal.Data.Migrations.$engine"
    # Without a build dotnet-ef does not know the root namespace, and makes a folder of it for a new snapshot.
    if [ -d CouponPortal/CouponPortal ]; then
        mv CouponPortal/CouponPortal/Data/Migrations/"$engine"/*.cs CouponPortal/Data/Migrations/"$engine"/
        rm -r CouponPortal/CouponPortal
    fi
done
dotnet build CouponPortal
