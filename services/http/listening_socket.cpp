#include "services/http/listening_socket.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace ledger::http {
namespace {

using boost::asio::ip::tcp;
using ReusePort = boost::asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

[[noreturn]] void fail(int error, const std::string& what) {
  throw std::system_error(error, std::system_category(), what);
}

void check(int returned, const std::string& what) {
  if (returned != 0) fail(errno, what);
}

tcp::endpoint resolve(const std::string& host, std::uint16_t port) {
  boost::system::error_code ec;
  const auto address = boost::asio::ip::make_address(host, ec);
  if (!ec) return {address, port};
  boost::asio::io_context context;
  tcp::resolver resolver(context);
  return resolver.resolve(host, std::to_string(port))->endpoint();
}

/// The workers share their port by SO_REUSEPORT, and so would another process of the same user, in
/// silence. Binding without it fails where anybody listens already. Throws system_error.
void check_free(const tcp::endpoint& endpoint) {
  if (endpoint.port() == 0) return;
  boost::asio::io_context context;
  tcp::acceptor probe(context, endpoint.protocol());
  probe.set_option(boost::asio::socket_base::reuse_address(true));
  probe.bind(endpoint);
}

sockaddr_un address_of(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string text = path.string();
  if (text.size() >= sizeof address.sun_path) {
    fail(ENAMETOOLONG, "with what it is made under, a socket's path has at most " +
                           std::to_string(sizeof address.sun_path - 1) + " bytes");
  }
  std::memcpy(address.sun_path, text.data(), text.size());
  return address;
}

int open_stream_socket() {
  const int opened = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (opened < 0) fail(errno, "socket");
  return opened;
}

/// Nobody listens at `path`, or this throws; what a process left there may be replaced.
void check_left(const std::filesystem::path& path) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0) return;
  if (!S_ISSOCK(status.st_mode)) fail(EEXIST, "there is something that is no socket");
  const Descriptor probe(open_stream_socket());
  const auto address = address_of(path);
  const int connected =
      ::connect(probe.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  if (connected == 0 || errno != ECONNREFUSED) fail(EADDRINUSE, "a process listens there");
}

void set_owner(const std::filesystem::path& path, const std::string& owner) {
  if (owner.empty()) return;
  const auto colon = owner.find(':');
  const std::string user = owner.substr(0, colon);
  const std::string group = colon == std::string::npos ? "" : owner.substr(colon + 1);
  uid_t uid = static_cast<uid_t>(-1);
  gid_t gid = static_cast<gid_t>(-1);
  if (!user.empty()) {
    const auto* found = ::getpwnam(user.c_str());
    if (found == nullptr) fail(ENOENT, "there is no user \"" + user + '"');
    uid = found->pw_uid;
  }
  if (!group.empty()) {
    const auto* found = ::getgrnam(group.c_str());
    if (found == nullptr) fail(ENOENT, "there is no group \"" + group + '"');
    gid = found->gr_gid;
  }
  check(::chown(path.c_str(), uid, gid), "cannot give it to " + owner);
}

}  // namespace

std::string Listener::name() const {
  if (unix_socket) return "unix:" + unix_socket->path.string();
  const bool is_v6 = host.find(':') != std::string::npos;
  return (is_v6 ? '[' + host + ']' : host) + ':' + std::to_string(port);
}

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

ListeningSocket::ListeningSocket(const Listener& listener, std::size_t workers) {
  const std::string what = "cannot listen on " + listener.name();
  try {
    if (listener.unix_socket) {
      open_unix(*listener.unix_socket, workers);
    } else {
      open_tcp(listener, workers);
    }
  } catch (const boost::system::system_error& error) {
    throw std::system_error(error.code(), what);
  } catch (const std::system_error& error) {
    throw std::system_error(error.code(), what + ": " + error.what());
  }
}

ListeningSocket::~ListeningSocket() {
  struct stat status{};
  if (!path_.empty() && ::lstat(path_.c_str(), &status) == 0 && status.st_ino == inode_) {
    ::unlink(path_.c_str());
  }
}

int ListeningSocket::take() {
  const int taken = descriptors_.back().take();
  descriptors_.pop_back();
  return taken;
}

void ListeningSocket::open_tcp(const Listener& listener, std::size_t workers) {
  tcp::endpoint endpoint = resolve(listener.host, listener.port);
  check_free(endpoint);
  boost::asio::io_context context;
  for (std::size_t i = 0; i < workers; ++i) {
    tcp::acceptor acceptor(context, endpoint.protocol());
    acceptor.set_option(boost::asio::socket_base::reuse_address(true));
    acceptor.set_option(ReusePort(true));
    acceptor.bind(endpoint);
    acceptor.listen(boost::asio::socket_base::max_listen_connections);
    endpoint.port(acceptor.local_endpoint().port());
    descriptors_.emplace_back(acceptor.release());
  }
  family_ = endpoint.protocol().family();
  port_ = endpoint.port();
}

/// Made under another name, and moved when it has its mode and owner: nobody finds it too open.
void ListeningSocket::open_unix(const UnixSocket& place, std::size_t workers) {
  check_left(place.path);
  const std::filesystem::path fresh = place.path.string() + ".new";
  const auto address = address_of(fresh);
  ::unlink(fresh.c_str());
  Descriptor socket(open_stream_socket());
  check(::bind(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address),
        "bind");
  check(::chmod(fresh.c_str(), place.mode), "cannot set its mode");
  set_owner(fresh, place.owner);
  check(::listen(socket.number(), SOMAXCONN), "listen");
  struct stat status{};
  check(::lstat(fresh.c_str(), &status), "stat");
  check(::rename(fresh.c_str(), place.path.c_str()), "cannot move it to its place");
  path_ = place.path;
  inode_ = status.st_ino;
  for (std::size_t i = 1; i < workers; ++i) {
    const int copy = ::fcntl(socket.number(), F_DUPFD_CLOEXEC, 0);
    if (copy < 0) fail(errno, "dup");
    descriptors_.emplace_back(copy);
  }
  descriptors_.push_back(std::move(socket));
}

}  // namespace ledger::http
