#include "services/http/request.hpp"

#include <boost/beast/core/string.hpp>

namespace ledger::http {
namespace {

bool same_name(std::string_view one, std::string_view other) noexcept {
  return one.size() == other.size() &&
         boost::beast::iequals({one.data(), one.size()}, {other.data(), other.size()});
}

}  // namespace

std::optional<std::string_view> Request::header(std::string_view name) const noexcept {
  for (const HeaderField& field : headers()) {
    if (same_name(field.name, name)) return field.value;
  }
  return std::nullopt;
}

std::size_t Request::count(std::string_view name) const noexcept {
  std::size_t found = 0;
  for (const HeaderField& field : headers()) found += same_name(field.name, name) ? 1 : 0;
  return found;
}

}  // namespace ledger::http
