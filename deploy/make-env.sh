#!/bin/sh
# Write .env for compose.yaml: ./make-env.sh DOMAIN [EMAIL]. An existing one is left as it is.
set -eu
cd "$(dirname "$0")"
domain=${1:?"say the address that people will use: ./make-env.sh registry.example.com"}
if [ -e .env ]; then
	echo "There is a .env already; move it away to have a new one." >&2
	exit 1
fi
# 32 bytes, in letters and digits alone: they stand in URLs too.
secret() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
umask 077
sed \
	-e "s|^DOMAIN=.*|DOMAIN=$domain|" \
	-e "s|^ACME_EMAIL=.*|ACME_EMAIL=${2:-admin@$domain}|" \
	-e "s|^POSTGRES_PASSWORD=.*|&$(secret)|" \
	-e "s|^S3_ACCESS_KEY_ID=.*|&$(secret | cut -c1-20)|" \
	-e "s|^S3_SECRET_ACCESS_KEY=.*|&$(secret)|" \
	-e "s|^INTERNAL_SECRET=.*|&$(secret)|" \
	-e "s|^METRICS_TOKEN=.*|&$(secret)|" \
	.env.example > .env.new
mv .env.new .env
echo "Wrote .env, for you alone. Keep a copy somewhere safe: INTERNAL_SECRET is in no backup."
