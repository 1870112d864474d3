#pragma once
// How a log can fail. None of these says that a record is absent unless its text says so.

#include <boost/system/error_code.hpp>

namespace ledger::log {

enum class errc {
  overloaded = 1,      ///< not appended: too much is under way
  record_too_large,    ///< not appended
  closed,              ///< not appended: the log is shutting down
  locked,              ///< another process has the log open
  unsupported_format,  ///< made by another version of the program
  out_of_range,        ///< the position read from is not in the log
  unavailable,         ///< the log does not answer; try again
  read_only,           ///< not appended: others append to this log
};

[[nodiscard]] boost::system::error_code make_error_code(errc code) noexcept;

}  // namespace ledger::log

template <>
struct boost::system::is_error_code_enum<ledger::log::errc> : std::true_type {};
