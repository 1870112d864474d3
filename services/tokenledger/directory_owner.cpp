#include "services/tokenledger/directory_owner.hpp"

#include <cerrno>
#include <cstring>
#include <grp.h>
#include <optional>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace ledger::tokenledger {
namespace {

namespace fs = std::filesystem;

struct Owner {
  uid_t user;
  gid_t group;
};

std::optional<Owner> owner_of(const fs::path& directory) {
  struct stat found{};
  if (::stat(directory.c_str(), &found) != 0) return std::nullopt;
  return Owner{found.st_uid, found.st_gid};
}

[[noreturn]] void fail(const std::string& what, const fs::path& directory) {
  throw std::runtime_error("cannot " + what + " " + directory.string() + ": " +
                           std::strerror(errno));
}

}  // namespace

void make_files_private() noexcept { ::umask(077); }

void make_private_directory(const fs::path& directory) {
  if (fs::is_directory(directory)) return;
  const auto path = fs::absolute(directory).lexically_normal();
  const auto named = path.has_filename() ? path : path.parent_path();
  fs::create_directories(named.parent_path());
  if (::mkdir(named.c_str(), 0700) != 0 && errno != EEXIST) fail("make", directory);
  if (!fs::is_directory(directory)) fail("make", directory);
}

void act_as_owner_of(const fs::path& directory) {
  const auto owner = owner_of(directory);
  if (::geteuid() != 0 || !owner || owner->user == 0) return;
  if (::setgroups(1, &owner->group) != 0 ||
      ::setresgid(owner->group, owner->group, owner->group) != 0 ||
      ::setresuid(owner->user, owner->user, owner->user) != 0) {
    fail("act as the owner of", directory);
  }
}

void act_as_owner_of_both(const fs::path& directory, const fs::path& other) {
  const auto one = owner_of(directory);
  const auto two = owner_of(other);
  if (one && two && one->user == two->user) act_as_owner_of(directory);
}

void give_to_owner_of(const fs::path& directory, const fs::path& tree) {
  const auto owner = owner_of(directory);
  if (::geteuid() != 0 || !owner || owner->user == 0) return;
  const auto give = [&](const fs::path& path) {
    if (::lchown(path.c_str(), owner->user, owner->group) != 0) fail("give away", path);
  };
  for (const auto& entry : fs::recursive_directory_iterator(tree)) give(entry.path());
  give(tree);
}

}  // namespace ledger::tokenledger
