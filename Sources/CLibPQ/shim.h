// Imports libpq, the PostgreSQL client library (Debian: libpq-dev; the folder comes from pkg-config).
#pragma once
#include <libpq-fe.h>
