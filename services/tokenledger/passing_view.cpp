#include "services/tokenledger/passing_view.hpp"

#include <fcntl.h>
#include <stdexcept>
#include <sys/file.h>
#include <unistd.h>

#include "services/tokenledger/directory_owner.hpp"

namespace ledger::tokenledger {

PassingView::PassingView(const std::filesystem::path& data) : path_(data / ".passing-view") {
  make_private_directory(data);
  lock_ = ::open(data.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock_ < 0 || ::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    if (lock_ >= 0) ::close(lock_);
    throw std::runtime_error("another `tokenledger` is at work in " + data.string() +
                             ": try again when it has ended, or name another directory");
  }
  std::filesystem::remove_all(path_);
}

PassingView::~PassingView() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
  ::close(lock_);
}

}  // namespace ledger::tokenledger
