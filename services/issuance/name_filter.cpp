#include "services/issuance/name_filter.hpp"

#include "events/token/unicode.hpp"

namespace ledger::issuance {

NameFilter::NameFilter(std::string_view utf8) : wanted_(token::case_folded(utf8)) {}

bool NameFilter::matches(std::string_view name) const {
  return wanted_.empty() || token::case_folded(name).find(wanted_) != std::string::npos;
}

}  // namespace ledger::issuance
