#include "events/log/errc.hpp"

#include <string>

namespace ledger::log {
namespace {

const char* text(errc code) {
  switch (code) {
    case errc::overloaded:
      return "the log has too much under way";
    case errc::record_too_large:
      return "the record is larger than the log takes";
    case errc::closed:
      return "the log is closed";
    case errc::locked:
      return "another process has the log open";
    case errc::unsupported_format:
      return "the log was written in a format this program does not know";
    case errc::out_of_range:
      return "the log has no record at that position";
    case errc::unavailable:
      return "the log does not answer";
    case errc::read_only:
      return "the log is only read here";
  }
  return "unknown log error";
}

class Category final : public boost::system::error_category {
 public:
  const char* name() const noexcept override { return "ledger.log"; }
  std::string message(int code) const override { return text(static_cast<errc>(code)); }
};

}  // namespace

boost::system::error_code make_error_code(errc code) noexcept {
  static const Category category;
  return {static_cast<int>(code), category};
}

}  // namespace ledger::log
