#include "services/tokenledger/moved_mark.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "services/tokenledger/secret_file.hpp"

namespace ledger::tokenledger {
namespace {

constexpr const char* mark_file = "moved";
constexpr const char* unfinished_file = "moved.new";

}  // namespace

void mark_as_moved(const std::filesystem::path& log, const std::string& where) {
  const auto unfinished = log / unfinished_file;
  std::ofstream file(unfinished);
  if (!(file << where << '\n' << std::flush)) {
    throw std::runtime_error(unfinished.string() + " cannot be written");
  }
  file.close();
  rename_durably(unfinished, log / mark_file);
}

void refuse_if_moved(const std::filesystem::path& log) {
  std::ifstream file(log / mark_file);
  if (!file) return;
  std::string where;
  std::getline(file, where);
  throw std::runtime_error("the ledger in " + log.string() + " was moved to " + where +
                           ": serve it with the settings that name that topic. What was done "
                           "there is not here; to go on from before all the same, remove " +
                           (log / mark_file).string());
}

}  // namespace ledger::tokenledger
