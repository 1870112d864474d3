#include "services/console/coding.hpp"

#include "services/http/media_type.hpp"

namespace ledger::console {

Coding coding_for(const http::Request& request) {
  if (http::names(request, "Accept-Encoding", "br")) return Coding::brotli;
  return http::names(request, "Accept-Encoding", "gzip") ? Coding::gzip : Coding::plain;
}

}  // namespace ledger::console
