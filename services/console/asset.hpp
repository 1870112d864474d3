#pragma once
// A file of the web page, as the program carries it. What there is is made at build time, from
// page/ by build.mjs; a program that was built without the page has none.

#include <span>
#include <string_view>

namespace ledger::console {

struct Asset {
  std::string_view name;  ///< `page-4FDQ7AXB.js`: the hash is of what is in it. `tokens.html`
  std::string_view content_type;
  std::string_view plain;
  std::string_view gzip;
  std::string_view brotli;
};

[[nodiscard]] std::span<const Asset> assets() noexcept;

}  // namespace ledger::console
