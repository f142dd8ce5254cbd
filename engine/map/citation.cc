#include "engine/map/citation.h"

#include "engine/map/citation_context.h"
#include "engine/map/citation_reader.h"
#include "engine/map/citation_scanner.h"

namespace reg2graph {

class CitationFinder::Impl {
 public:
  const std::vector<Citation>& Find(std::string_view text, std::string_view context,
                                    std::span<const std::string_view> ancestors) {
    // Many texts cite nothing: they need not know where they stand.
    if (citation::AnchorScanner(text).Next(0) == citation::AnchorScanner::kNone)
      text = {};
    else
      citation::ReadContext(context, ancestors, context_);
    reader_.Read(text, context_, citations_);
    return citations_;
  }

 private:
  citation::Context context_;
  citation::CitationReader reader_;
  std::vector<Citation> citations_;
};

CitationFinder::CitationFinder() : impl_(std::make_unique<Impl>()) {}
CitationFinder::~CitationFinder() = default;
CitationFinder::CitationFinder(CitationFinder&&) noexcept = default;
CitationFinder& CitationFinder::operator=(CitationFinder&&) noexcept = default;

const std::vector<Citation>& CitationFinder::Find(std::string_view text, std::string_view context,
                                                  std::span<const std::string_view> ancestors) {
  return impl_->Find(text, context, ancestors);
}

}  // namespace reg2graph
