//! The picture of the README: ours beside the peers, one row for each comparison, readable on light and dark.

use std::fmt::Write;

use crate::results::{Compared, Results};
use crate::sample::Metric;

/// The comparisons that are drawn, and by which of their figures.
const DRAWN: [(&str, Metric); 7] = [
    ("python-call", Metric::WallMicroseconds),
    ("python-list-typed", Metric::WallMicroseconds),
    ("python-async", Metric::WallMicroseconds),
    ("python-threads", Metric::WallMicroseconds),
    ("python-import", Metric::Milliseconds),
    ("call", Metric::CpuMicroseconds),
    ("list", Metric::CpuMicroseconds),
];

const WIDTH: f64 = 720.0;
const BAR: f64 = 14.0;
/// Where bars begin, and how long the longest of a comparison is.
const BARS: (f64, f64) = (150.0, 420.0);

/// How many times ours a bar is long at most: what is longer would leave nothing of the others, and is cut.
const CUT: f64 = 12.0;

/// The picture, as SVG; in each comparison the longest bar is the dearest side.
#[must_use]
pub fn svg(results: &Results) -> String {
    let mut rows = String::new();
    let mut y = 10.0;
    for (id, metric) in DRAWN {
        if let Some(compared) = results.comparisons.iter().find(|compared| compared.id == id) {
            draw(&mut rows, &mut y, compared, metric);
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {y}\" width=\"{WIDTH}\" height=\"{y}\" \
         font-family=\"system-ui, sans-serif\" font-size=\"12\" role=\"img\">\n\
         <title>wholesale beside its peers; shorter is better</title>\n\
         <style>text {{ fill: #1f2328 }} .ours {{ fill: #0969da }} .peer {{ fill: #8c959f }} \
         @media (prefers-color-scheme: dark) {{ text {{ fill: #e6edf3 }} .ours {{ fill: #4493f8 }} .peer {{ fill: #6e7681 }} }}\
         </style>\n{rows}</svg>\n"
    )
}

fn draw(rows: &mut String, y: &mut f64, compared: &Compared, metric: Metric) {
    let sides: Vec<(&str, f64)> = compared
        .sides
        .iter()
        .filter_map(|side| Some((side.name.as_str(), side.metrics.get(&metric)?.median)))
        .collect();
    let cut = sides.first().map_or(f64::MAX, |(_, ours)| ours * CUT);
    let most = sides.iter().map(|(_, figure)| figure.min(cut)).fold(f64::MIN_POSITIVE, f64::max);
    let _ =
        writeln!(rows, "<text x=\"8\" y=\"{:.0}\" font-weight=\"600\">{}</text>", *y + 11.0, escaped(&compared.what));
    *y += BAR + 6.0;
    for (index, (name, figure)) in sides.iter().enumerate() {
        let (from, longest) = BARS;
        let (length, class) = (figure.min(cut) / most * longest, if index == 0 { "ours" } else { "peer" });
        let is_cut = if *figure > cut { ", cut" } else { "" };
        let text = *y + 11.0;
        let _ = writeln!(
            rows,
            "<text x=\"{:.0}\" y=\"{text:.0}\" text-anchor=\"end\">{}</text>\
             <rect class=\"{class}\" x=\"{from}\" y=\"{y:.0}\" width=\"{length:.1}\" height=\"{BAR}\" rx=\"2\"/>\
             <text x=\"{:.1}\" y=\"{text:.0}\">{figure:.1} {}{is_cut}</text>",
            from - 8.0,
            escaped(name),
            from + length + 6.0,
            metric.unit(),
        );
        *y += BAR + 3.0;
    }
    *y += 8.0;
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
