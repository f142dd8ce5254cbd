#include "engine/map/citation.h"

#include <algorithm>

#include "engine/map/citation_context.h"
#include "engine/map/citation_reader.h"
#include "engine/map/citation_scanner.h"

namespace reg2graph {

class CitationFinder::Impl {
 public:
  std::span<const Citation> Find(std::string_view text, std::string_view context,
                                 std::span<const std::string_view> ancestors) {
    // Many texts cite nothing: their context is not needed.
    citation::AnchorScanner scanner(text);
    const size_t first = scanner.Next(0);
    if (first == citation::AnchorScanner::kNone) return {};
    SetAncestors(ancestors);
    citation::ReadContext(context, chapter_, subpart_, context_);
    return reader_.Read(text, scanner, first, context_);
  }

 private:
  // The texts of a division have the same ancestors, so these are read once.
  void SetAncestors(std::span<const std::string_view> ancestors) {
    const auto same = [](std::string_view a, const std::string& b) { return a == b; };
    if (std::equal(ancestors.begin(), ancestors.end(), ancestors_.begin(), ancestors_.end(), same)) return;
    ancestors_.assign(ancestors.begin(), ancestors.end());
    chapter_ = citation::ChapterOf(ancestors_);
    subpart_ = citation::SubpartOf(ancestors_);
  }

  std::vector<std::string> ancestors_;
  std::string_view chapter_, subpart_;  // into ancestors_
  citation::Context context_;
  citation::CitationReader reader_;
};

CitationFinder::CitationFinder() : impl_(std::make_unique<Impl>()) {}
CitationFinder::~CitationFinder() = default;
CitationFinder::CitationFinder(CitationFinder&&) noexcept = default;
CitationFinder& CitationFinder::operator=(CitationFinder&&) noexcept = default;

std::span<const Citation> CitationFinder::Find(std::string_view text, std::string_view context,
                                               std::span<const std::string_view> ancestors) {
  return impl_->Find(text, context, ancestors);
}

}  // namespace reg2graph
