//! What an entry says, as it is, until it becomes text.
//!
//! A decision is made in microseconds, and writing it down as JSON takes longer than making it. So the tick path hands over the values
//! themselves, and the thread that writes the run's files turns them into text.

use std::fmt::Debug;

use serde::Serialize;

/// The content of a journal entry: something that is one JSON object when it is written.
#[derive(Debug)]
pub struct JournalBody(Box<dyn Body>);

/// Something that can be written as JSON, by another thread.
trait Body: Debug + Send {
    fn append_to(&self, text: &mut Vec<u8>) -> serde_json::Result<()>;
}

impl<T: Serialize + Debug + Send> Body for T {
    fn append_to(&self, text: &mut Vec<u8>) -> serde_json::Result<()> {
        serde_json::to_writer(text, self)
    }
}

impl JournalBody {
    /// A body that will be written as `content` is. Only names, texts, numbers, lists and objects with text for keys: all of them can be.
    pub fn of(content: impl Serialize + Debug + Send + 'static) -> Self {
        Self(Box::new(content))
    }

    /// Appends the JSON object.
    ///
    /// # Errors
    /// When the content has something that JSON has no form for.
    pub fn append_to(&self, text: &mut Vec<u8>) -> serde_json::Result<()> {
        self.0.append_to(text)
    }

    /// The JSON object, as a value.
    ///
    /// # Errors
    /// When the content has something that JSON has no form for.
    pub fn to_value(&self) -> serde_json::Result<serde_json::Value> {
        let mut text = Vec::new();
        self.append_to(&mut text)?;
        serde_json::from_slice(&text)
    }
}

impl From<serde_json::Value> for JournalBody {
    fn from(content: serde_json::Value) -> Self {
        Self::of(content)
    }
}
