//! E-mail: its content as text and as HTML, and sending it with Amazon SES.

mod content;
mod mailer;

pub use content::MailContent;
pub use mailer::{Mail, MailResult, Mailer};
