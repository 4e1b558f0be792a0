#!/usr/bin/env bash
# Gets the certificate of a verified tracking domain for nginx.conf beside this file. Needs certbot, and read access of nginx's workers to /etc/letsencrypt/live
# and archive (certificates named by a variable are read by them).
set -euo pipefail

domain=${1:?"usage: add-domain.sh HOST"}
portal=${PORTAL:-http://127.0.0.1:8080}

if ! curl --fail --silent --output /dev/null --get --data-urlencode "domain=$domain" "$portal/.well-known/couponportal-certificate"; then
    echo "$domain is no verified tracking domain: see Settings, Tracking Domains, in the portal." >&2
    exit 1
fi

mkdir -p /var/www/acme
certbot certonly --non-interactive --agree-tos --register-unsafely-without-email --webroot --webroot-path /var/www/acme --cert-name "$domain" --domain "$domain"
echo "https://$domain serves coupon URLs now."
